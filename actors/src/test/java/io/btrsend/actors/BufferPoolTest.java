package io.btrsend.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
  private final BufferPool pool = new BufferPool(100, 1);

  @Test
  void aBufferThatIsBackIsUsedAgainFromItsStart() {
    ByteBuffer first = pool.acquire().position(40).limit(60);
    pool.release(first);
    ByteBuffer second = pool.acquire();
    assertSame(first, second);
    assertEquals(0, second.position());
    assertEquals(100, second.remaining());
    assertTrue(second.isDirect());
  }

  @Test
  void noMoreIsKeptThanAllowed() {
    ByteBuffer first = pool.acquire();
    ByteBuffer second = pool.acquire();
    pool.release(first);
    pool.release(second);
    assertSame(first, pool.acquire());
    assertNotSame(second, pool.acquire());
  }

  @Test
  void whatIsOutIsCounted() {
    pool.acquire();
    pool.release(pool.acquire());
    assertEquals(1, pool.inUse());
    assertEquals(2, pool.mostInUse());
  }
}
