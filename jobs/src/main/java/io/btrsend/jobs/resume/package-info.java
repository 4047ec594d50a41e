/**
 * Output files that survive an interruption: the partial file, what is kept beside it, and how it
 * is gone on with.
 */
package io.btrsend.jobs.resume;
