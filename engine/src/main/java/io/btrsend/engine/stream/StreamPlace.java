package io.btrsend.engine.stream;

/**
 * A place in a send stream.
 *
 * @param command the number of the command in the whole input, from 1
 * @param offset offset of the command in the input, bytes
 * @param path the command's path, escaped as in a dump, or null if it cannot be determined
 */
public record StreamPlace(long command, long offset, String path) {}
