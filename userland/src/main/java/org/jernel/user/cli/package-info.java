/** The {@code jernel} command: boots a kernel and connects its console to the terminal it was started from. */
@NullMarked
package org.jernel.user.cli;

import org.jspecify.annotations.NullMarked;
