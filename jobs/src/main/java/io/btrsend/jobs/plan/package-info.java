/** What sends will write, known before anything is read of the files or written. */
package io.btrsend.jobs.plan;
