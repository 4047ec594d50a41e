package io.btrsend.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
  private final BufferPool pool = new BufferPool(100, 1);

  @Test
  void aBufferThatIsBackIsUsedAgainFromItsStart() {
    PooledBuffer first = pool.acquire();
    first.bytes().position(40).limit(60);
    pool.release(first);
    PooledBuffer second = pool.acquire();
    assertSame(first, second);
    assertEquals(0, second.bytes().position());
    assertEquals(100, second.bytes().remaining());
    assertTrue(second.bytes().isDirect());
  }

  @Test
  void noMoreIsKeptThanAllowed() {
    PooledBuffer first = pool.acquire();
    PooledBuffer second = pool.acquire();
    pool.release(first);
    pool.release(second);
    assertSame(first, pool.acquire());
    assertNotSame(second, pool.acquire());
  }

  @Test
  void aThreadGetsWhatItHadLast() throws InterruptedException {
    BufferPool large = new BufferPool(100, 10);
    PooledBuffer first = large.acquire();
    PooledBuffer second = large.acquire();
    PooledBuffer ofAnother = onAnotherThread(large::acquire);
    large.release(first);
    large.release(second);
    large.release(ofAnother);
    assertSame(second, large.acquire());
    assertSame(first, large.acquire());
  }

  @Test
  void aThreadThatHadNoneGetsWhatIsIdleForLongest() throws InterruptedException {
    BufferPool large = new BufferPool(100, 10);
    PooledBuffer first = large.acquire();
    PooledBuffer second = large.acquire();
    large.release(first);
    large.release(second);
    assertSame(first, onAnotherThread(large::acquire));
    assertSame(second, large.acquire());
  }

  private static PooledBuffer onAnotherThread(Supplier<PooledBuffer> action)
      throws InterruptedException {
    PooledBuffer[] result = new PooledBuffer[1];
    Thread thread = new Thread(() -> result[0] = action.get());
    thread.start();
    thread.join();
    return result[0];
  }

  @Test
  void whatIsOutIsCounted() {
    pool.acquire();
    pool.release(pool.acquire());
    assertEquals(1, pool.inUse());
    assertEquals(2, pool.mostInUse());
  }
}
