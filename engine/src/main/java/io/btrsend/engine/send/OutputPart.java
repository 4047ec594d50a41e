package io.btrsend.engine.send;

import io.btrsend.engine.extent.ExtentData.StoredRange;
import io.btrsend.engine.stream.StreamPoint;
import java.util.function.Consumer;

/**
 * Which part of an output a send writes. An output is the concatenation of the streams of one or
 * more sends. Everything is decided from the beginning of the stream on, but only data after the
 * start of the part is read.
 *
 * @param origin where in the output the stream of this send begins
 * @param from where in the output the part begins, bytes; any byte
 * @param required a place that the output has to have, or null: the send fails before it writes
 *     anything after that place if its own output has no such place
 * @param marks gets places of the output as the send decides beyond them, at least one for each
 *     segment, on the thread that decides; or null
 * @param data gets the stored ranges that the stream takes from devices, in the part or not, on the
 *     thread that decides; or null
 */
public record OutputPart(
    StreamPoint origin,
    long from,
    StreamPoint required,
    Consumer<StreamPoint> marks,
    Consumer<StoredRange> data) {

  /** All of an output with one stream. */
  public static final OutputPart WHOLE = new OutputPart(StreamPoint.START, 0, null, null, null);

  /** Nothing: everything is decided, and nothing is read or written. */
  public static final OutputPart NONE = startingAt(Long.MAX_VALUE);

  /** What follows some bytes of an output. */
  public static OutputPart startingAt(long from) {
    return new OutputPart(StreamPoint.START, from, null, null, null);
  }

  /** Nothing, like {@link #NONE}, telling of the data that the output takes from devices. */
  public static OutputPart planned(Consumer<StoredRange> data) {
    return new OutputPart(StreamPoint.START, Long.MAX_VALUE, null, null, data);
  }

  /** The same part of an output that has to have a place. */
  public OutputPart requiring(StreamPoint place) {
    return new OutputPart(origin, from, place, marks, data);
  }

  /** The same part, with the places that are decided. */
  public OutputPart marking(Consumer<StreamPoint> receiver) {
    return new OutputPart(origin, from, required, receiver, data);
  }

  /** The same part for the send of the next stream of the output. */
  public OutputPart after(StreamPoint end) {
    return new OutputPart(end, from, required, marks, data);
  }

  /** Whether digests are needed, which take time for every command. */
  public boolean needsDigests() {
    return required != null || marks != null;
  }
}
