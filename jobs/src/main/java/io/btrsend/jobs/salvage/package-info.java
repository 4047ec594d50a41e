/** What commands need to go on past damaged metadata, and what was lost. */
package io.btrsend.jobs.salvage;
