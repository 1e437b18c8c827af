/** Security modules: that each hook is asked where Linux asks it, and that its answer counts. */
@NullMarked
package org.jernel.test.security;

import org.jspecify.annotations.NullMarked;
