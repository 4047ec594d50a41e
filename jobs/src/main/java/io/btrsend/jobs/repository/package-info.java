/**
 * Repositories: directories of ordinary send streams, each with a manifest that says what it is and
 * what it builds on. What is here knows no filesystem images but through the requests of a send.
 * The format is described in docs/repository.md.
 */
package io.btrsend.jobs.repository;
