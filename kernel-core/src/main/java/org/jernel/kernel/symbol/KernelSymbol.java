package org.jernel.kernel.symbol;

import java.lang.reflect.Method;

/**
 * An exported function.
 *
 * @param name its Linux name
 * @param owner the object to call it on, or the class of a static one
 */
public record KernelSymbol(String name, Object owner, Method method) {}
