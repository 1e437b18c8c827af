/** The programs that come with the system, one class each. */
@NullMarked
package org.jernel.user.bin;

import org.jspecify.annotations.NullMarked;
