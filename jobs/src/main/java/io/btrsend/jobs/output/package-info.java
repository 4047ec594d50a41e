/**
 * What a job writes. An output file appears under its name only when it is complete, and no output
 * destroys what the job reads, whatever names lead to it.
 */
package io.btrsend.jobs.output;
