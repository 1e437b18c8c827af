/** What the system is called. Modelled on {@code kernel/utsname.c}. */
@NullMarked
package org.jernel.kernel.uts;

import org.jspecify.annotations.NullMarked;
