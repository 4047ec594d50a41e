package io.btrsend.engine.extent;

import io.btrsend.engine.format.MalformedDataException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** One zlib stream; the bytes after it are padding. Source: on-disk format 8.2. */
final class ZlibDecompressor implements Decompressor {
  private final Inflater inflater = new Inflater();

  @Override
  public int decode(ByteBuffer stored, int length, ByteBuffer decoded, int at, int limit)
      throws MalformedDataException {
    inflater.reset();
    inflater.setInput(stored.clear().limit(length));
    decoded.clear().position(at).limit(at + limit);
    try {
      while (decoded.hasRemaining() && !inflater.finished()) {
        if (inflater.inflate(decoded) == 0 && !inflater.finished()) {
          String fault = inflater.needsDictionary() ? "zlib dictionary" : "end of the zlib data";
          throw new MalformedDataException(fault, inflater.getBytesRead());
        }
      }
    } catch (DataFormatException e) {
      throw new MalformedDataException("zlib: " + e.getMessage(), inflater.getBytesRead());
    }
    return decoded.position() - at;
  }

  @Override
  public void close() {
    inflater.end();
  }
}
