/** Collections of bounded size that several packages use. They know nothing of btrfs. */
package io.btrsend.engine.cache;
