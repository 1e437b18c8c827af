/** Modules of an embedder's or of a loaded module's that are asked before the kernel acts. Modelled on {@code security/security.c}. */
@NullMarked
package org.jernel.kernel.security;

import org.jspecify.annotations.NullMarked;
