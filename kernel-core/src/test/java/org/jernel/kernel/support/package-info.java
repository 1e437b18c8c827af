/** What the core's tests run on: a clock that is moved by hand, and programs written as lambdas. */
@NullMarked
package org.jernel.kernel.support;

import org.jspecify.annotations.NullMarked;
