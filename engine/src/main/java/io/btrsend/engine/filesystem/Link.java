package io.btrsend.engine.filesystem;

/**
 * One name of an inode, from its reference items.
 *
 * @param parent inode number of the directory that holds the name
 * @param name 1..255 bytes; not to be modified
 */
public record Link(long parent, byte[] name) {}
