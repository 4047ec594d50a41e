/**
 * Scrubbing a filesystem: what is found, with the names of what it belongs to, as text and JSON.
 */
package io.btrsend.jobs.scrub;
