/** Sends of filesystems with damaged metadata, and what they lost. */
package io.btrsend.jobs.salvage;
