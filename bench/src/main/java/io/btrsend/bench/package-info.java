/**
 * The plain loop that the comparison with the kernel measures beside both. Nothing here is part of
 * the product.
 */
package io.btrsend.bench;
