/**
 * Writes files below a directory of Linux through handles and names of bytes. No path is followed
 * through a symbolic link or out of the directory. Loads a native library; nothing outside of
 * commands that write files may use it.
 */
package io.btrsend.jobs.directory;
