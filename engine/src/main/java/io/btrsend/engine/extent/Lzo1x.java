package io.btrsend.engine.extent;

import io.btrsend.engine.format.MalformedDataException;
import java.util.Arrays;

/**
 * Decodes LZO1X: a byte stream of instructions that append literal bytes or copies of bytes decoded
 * before.
 *
 * <pre>
 *   instruction   further bytes      appends
 *   0000LLLL      (ext)              literals, after an instruction without any
 *   0000DDss      H                  a copy of 2 or 3 bytes, after one with literals
 *   0001dLLL      (ext) W            a copy from 16 to 48 KiB back; distance 0 ends the stream
 *   001LLLLL      (ext) W            a copy from up to 16 KiB back
 *   LLLDDDss      H                  a copy of 3 to 8 bytes from up to 2 KiB back
 * </pre>
 *
 * <p>ss literals follow a copy; where there is no ss it is in the lowest bits of W. Source: on-disk
 * format, appendix B.
 */
final class Lzo1x {
  /** The state after a run of four or more literals; smaller states are the number of literals. */
  private static final int LONG_RUN = 4;

  private final byte[] in;
  private final int end;
  private final byte[] out;
  private final int start;
  private int read;
  private int written;

  private Lzo1x(byte[] in, int length, byte[] out, int start) {
    this.in = in;
    this.end = length;
    this.out = out;
    this.start = start;
  }

  /**
   * Decodes one stream into an array whose length bounds the result.
   *
   * @param in holds the stream from index 0
   * @param length bytes of the stream
   * @param start where the stream starts in the extent, for messages
   * @return bytes decoded
   */
  static int decode(byte[] in, int length, byte[] out, int start) throws MalformedDataException {
    return new Lzo1x(in, length, out, start).decode();
  }

  private int decode() throws MalformedDataException {
    int state = firstLiterals();
    while (true) {
      int instruction = next();
      int distance;
      int length;
      if (instruction >= 64) {
        length = (instruction >> 5) + 1;
        distance = (instruction >> 2 & 7) + 8 * next() + 1;
        state = instruction & 3;
      } else if (instruction >= 32) {
        length = length(instruction, 31) + 2;
        int word = nextWord();
        distance = (word >> 2) + 1;
        state = word & 3;
      } else if (instruction >= 16) {
        length = length(instruction, 7) + 2;
        int word = nextWord();
        distance = ((instruction & 8) << 11) + (word >> 2);
        if (distance == 0) {
          return end();
        }
        distance += 16384;
        state = word & 3;
      } else if (state == 0) {
        literals(length(instruction, 15) + 3);
        state = LONG_RUN;
        continue;
      } else {
        length = state == LONG_RUN ? 3 : 2;
        distance = (instruction >> 2) + 4 * next() + (state == LONG_RUN ? 2049 : 1);
        state = instruction & 3;
      }
      copy(distance, length);
      literals(state);
    }
  }

  /** A first byte of 18 or more stands for literals. */
  private int firstLiterals() throws MalformedDataException {
    int first = next();
    if (first < 18) {
      read--;
      return 0;
    }
    int count = first - 17;
    literals(count);
    return Math.min(count, LONG_RUN);
  }

  /** The length in the lowest bits, or if they are 0 in the bytes that follow. */
  private int length(int instruction, int mask) throws MalformedDataException {
    int length = instruction & mask;
    if (length != 0) {
      return length;
    }
    length = mask;
    int next = next();
    while (next == 0) {
      length += 255;
      next = next();
    }
    return length + next;
  }

  private void literals(int count) throws MalformedDataException {
    if (count > end - read) {
      throw new MalformedDataException("LZO literals beyond the segment", start + read);
    }
    requireRoom(count);
    System.arraycopy(in, read, out, written, count);
    read += count;
    written += count;
  }

  private void copy(int distance, int length) throws MalformedDataException {
    if (distance > written) {
      throw new MalformedDataException("LZO copy from before the segment", start + read);
    }
    requireRoom(length);
    int from = written - distance;
    if (distance >= length) {
      System.arraycopy(out, from, out, written, length);
    } else if (distance == 1) {
      Arrays.fill(out, written, written + length, out[from]);
    } else {
      for (int i = 0; i < length; i++) {
        out[written + i] = out[from + i];
      }
    }
    written += length;
  }

  private void requireRoom(int count) throws MalformedDataException {
    if (count > out.length - written) {
      throw new MalformedDataException("LZO segment decodes to more than a sector", start + read);
    }
  }

  private int nextWord() throws MalformedDataException {
    int low = next();
    return low | next() << 8;
  }

  private int next() throws MalformedDataException {
    if (read == end) {
      throw new MalformedDataException("LZO segment without end", start + read);
    }
    return in[read++] & 0xff;
  }

  private int end() throws MalformedDataException {
    if (read != end) {
      throw new MalformedDataException("bytes after the end of an LZO segment", start + read);
    }
    return written;
  }
}
