/**
 * Files of a subvolume, chosen by paths and patterns: listed, printed, put into an archive, and
 * written to a directory.
 */
package io.btrsend.jobs.files;
