/**
 * The judge: scenarios of system calls, written once and run on every arm, of which the host's own Linux is the one
 * that is right by definition. Its numbers are written here anew and not taken from the kernel under judgement, so
 * that a wrong constant there cannot hide.
 */
@NullMarked
package org.jernel.test.judge;

import org.jspecify.annotations.NullMarked;
