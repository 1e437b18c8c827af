/** Exported symbols: which kernel functions a module or an embedder finds by their Linux name. */
@NullMarked
package org.jernel.kernel.symbol;

import org.jspecify.annotations.NullMarked;
