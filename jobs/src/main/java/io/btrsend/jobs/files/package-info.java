/** Files of a subvolume, chosen by paths and patterns: listed, printed, and put into an archive. */
package io.btrsend.jobs.files;
