/** Whose code the kernel runs, which must stay as long as it is in use. */
@NullMarked
package org.jernel.kernel.owner;

import org.jspecify.annotations.NullMarked;
