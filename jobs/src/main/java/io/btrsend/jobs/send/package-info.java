/**
 * Sends as a person asks for them: finds the subvolumes, plans a request for each, and runs the
 * requests with the actors started beside them.
 */
package io.btrsend.jobs.send;
