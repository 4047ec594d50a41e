/**
 * Backups: which snapshots of a filesystem a repository lacks, in which order and against what they
 * make the smallest streams, and their way into it.
 */
package io.btrsend.jobs.backup;
