package org.jernel.kernel.printk;

import org.jspecify.annotations.Nullable;

/** How {@code %p} with one letter behind it prints its argument. */
@FunctionalInterface
public interface PointerFormat {

    /**
     * The text.
     *
     * @param argument never null: that is printed as {@code (null)}
     * @param options the letters and digits behind the p, that which chose this format first
     * @param width the field width, which some take for a length; -1 for none
     * @return null for an argument of a type that has no such text
     */
    @Nullable
    String format(Object argument, String options, int width);
}
