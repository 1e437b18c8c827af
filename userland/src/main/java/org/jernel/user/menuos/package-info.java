/** MenuOS: the shell of the lab, a menu of commands read line by line. */
@NullMarked
package org.jernel.user.menuos;

import org.jspecify.annotations.NullMarked;
