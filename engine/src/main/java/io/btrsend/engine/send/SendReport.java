package io.btrsend.engine.send;

import io.btrsend.engine.stream.StreamPoint;

/**
 * The size of a stream, or of the part decided so far.
 *
 * @param bytes length of the stream, header included
 * @param commands number of commands, END included
 * @param end where in the output it ends; without a digest unless the {@link OutputPart} needs them
 * @param counts what it consists of
 */
public record SendReport(long bytes, long commands, StreamPoint end, SendCounts counts) {}
