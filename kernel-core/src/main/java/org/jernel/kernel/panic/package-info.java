/** What a kernel notes of itself that makes it one whose bug reports nobody trusts. Modelled on {@code kernel/panic.c}. */
@NullMarked
package org.jernel.kernel.panic;

import org.jspecify.annotations.NullMarked;
