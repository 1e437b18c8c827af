/**
 * The system calls of the core: each decodes its arguments and calls one function of the layer below.
 *
 * <p>A class for each Linux file that has the calls.
 */
@NullMarked
package org.jernel.kernel.sys;

import org.jspecify.annotations.NullMarked;
