/**
 * Plays send streams into directories of any filesystem of Linux. Streams are hostile: all that is
 * written goes through {@code jobs.directory}, to the directory of the subvolume that a command is
 * for.
 */
package io.btrsend.jobs.apply;
