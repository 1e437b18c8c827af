/** Files whose text is made record by record while somebody reads it. Modelled on {@code fs/seq_file.c}. */
@NullMarked
package org.jernel.kernel.seq;

import org.jspecify.annotations.NullMarked;
