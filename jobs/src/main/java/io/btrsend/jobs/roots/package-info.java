/** What a damaged filesystem could be opened at, as lines for people and as JSON. */
package io.btrsend.jobs.roots;
