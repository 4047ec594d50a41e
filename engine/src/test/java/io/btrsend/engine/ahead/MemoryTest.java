package io.btrsend.engine.ahead;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class MemoryTest {
  /** A piece whose first and last byte are the mark. */
  private record Marked(Memory.Piece piece, byte mark) {}

  @Test
  void piecesNeverOverlapAndAreTakenBack() {
    long seed = ThreadLocalRandom.current().nextLong();
    Random random = new Random(seed);
    Memory memory = new Memory();
    List<Marked> taken = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      if (taken.size() < 30 && random.nextBoolean()) {
        Memory.Piece piece = memory.take(1 + random.nextInt(Memory.MAX_PIECE));
        byte mark = (byte) random.nextInt();
        fill(piece.bytes(), mark);
        taken.add(new Marked(piece, mark));
      } else if (!taken.isEmpty()) {
        Marked next = taken.remove(random.nextInt(taken.size()));
        ByteBuffer bytes = next.piece().bytes();
        assertEquals(next.mark(), bytes.get(0), "seed " + seed);
        assertEquals(next.mark(), bytes.get(bytes.capacity() - 1), "seed " + seed);
        giveBackInTwo(memory, next.piece(), random);
      }
    }
  }

  private static void fill(ByteBuffer bytes, byte mark) {
    bytes.put(0, mark);
    bytes.put(bytes.capacity() - 1, mark);
  }

  private static void giveBackInTwo(Memory memory, Memory.Piece piece, Random random) {
    int length = piece.bytes().capacity();
    int first = random.nextInt(length) / 4096 * 4096;
    if (first > 0) {
      memory.giveBack(piece, 0, first);
    }
    memory.giveBack(piece, first, length - first);
  }
}
