/**
 * Loadable modules: jars that are checked, linked against exported symbols, started and taken away again.
 *
 * <p>Modelled on {@code kernel/module} and {@code kernel/params.c}.
 */
@NullMarked
package org.jernel.kernel.module;

import org.jspecify.annotations.NullMarked;
