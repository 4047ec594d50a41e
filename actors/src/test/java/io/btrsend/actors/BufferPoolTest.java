package io.btrsend.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
  private final BufferPool pool = new BufferPool(100, 1);
  private final BufferPool large = new BufferPool(100, 10);

  @Test
  void aBufferThatIsBackIsUsedAgainFromItsStart() {
    PooledBuffer first = pool.acquire();
    first.bytes().position(40).limit(60);
    first.release();
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
    first.release();
    second.release();
    assertSame(first, pool.acquire());
    assertNotSame(second, pool.acquire());
  }

  @Test
  void aThreadGetsWhatItHadLast() throws InterruptedException {
    PooledBuffer first = large.acquire();
    PooledBuffer second = large.acquire();
    PooledBuffer ofAnother = onAnotherThread(large::acquire);
    first.release();
    second.release();
    ofAnother.release();
    assertSame(second, large.acquire());
    assertSame(first, large.acquire());
  }

  @Test
  void aThreadThatHadNoneGetsWhatIsIdleForLongest() throws InterruptedException {
    PooledBuffer first = large.acquire();
    PooledBuffer second = large.acquire();
    first.release();
    second.release();
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
    pool.acquire().release();
    assertEquals(1, pool.inUse());
    assertEquals(2, pool.mostInUse());
  }
}
