package io.btrsend.engine.stream;

/**
 * A place in a send stream.
 *
 * @param command the number of the command in the whole input, the first being 1
 * @param offset where the command begins, in bytes from the beginning of the input
 * @param path the command's path, escaped as in a dump, or null where none can be made out
 */
public record StreamPlace(long command, long offset, String path) {}
