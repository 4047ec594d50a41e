/**
 * What a job tells when it is done, as lines for people and as JSON for programs. Whatever prints
 * it lives elsewhere.
 */
package io.btrsend.jobs.report;
