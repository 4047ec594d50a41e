/** Reading the JSON that btrsend has written itself; writing is the engine's business. */
package io.btrsend.jobs.json;
