package org.jernel.kernel.inject;

import java.util.BitSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import org.jernel.syscall.SyscallRow;
import org.jernel.syscall.SyscallTable;
import org.jspecify.annotations.Nullable;

/**
 * A set of system calls in the words of {@code strace -e trace=}: {@code [!]value[,value]}, of which each is a name, {@code all},
 * {@code none}, a class as {@code %net}, a {@code /regex}, and with a {@code ?} in front may match nothing.
 *
 * @param numbers the rows of the table that are in it
 * @param others names that are no system call, in the order of the alphabet
 */
public record SyscallSet(BitSet numbers, Set<String> others) {

    /** Numbers outside of the table, which a hook may be asked about, are in no set. */
    public boolean contains(int nr) {
        return nr >= 0 && numbers.get(nr);
    }

    /** Reads a set for that table. Throws {@link InjectException} for what can be no set. */
    public static SyscallSet parse(SyscallTable table, String text) {
        boolean inverted = text.startsWith("!");
        BitSet numbers = new BitSet();
        Set<String> others = new TreeSet<>();
        for (String value : (inverted ? text.substring(1) : text).split(",", -1)) {
            add(table, value, numbers, others);
        }
        if (inverted) {
            if (!others.isEmpty()) {
                throw new InjectException("'" + others.iterator().next() + "' is no system call");
            }
            BitSet all = matching(table, name -> true);
            all.andNot(numbers);
            numbers = all;
        }
        return new SyscallSet(numbers, others);
    }

    private static void add(SyscallTable table, String value, BitSet numbers, Set<String> others) {
        boolean mayMiss = value.startsWith("?");
        String name = mayMiss ? value.substring(1) : value;
        if (name.endsWith("@64")) {
            name = name.substring(0, name.length() - 3);
        }
        if (name.isEmpty()) {
            throw new InjectException("a system call is missing in the set");
        }
        BitSet found = find(table, name);
        if (!found.isEmpty() || name.equals("none")) {
            numbers.or(found);
        } else if (name.startsWith("%") || name.startsWith("/") || name.contains("@")) {
            if (!mayMiss) {
                throw new InjectException("'" + value + "' matches no system call");
            }
        } else if (!mayMiss) {
            others.add(name);
        }
    }

    private static BitSet find(SyscallTable table, String name) {
        if (name.equals("all")) {
            return matching(table, each -> true);
        }
        if (name.startsWith("/")) {
            try {
                return matching(table, Pattern.compile(name.substring(1)).asPredicate());
            } catch (PatternSyntaxException e) {
                throw new InjectException("'" + name + "' is no regular expression: " + e.getDescription());
            }
        }
        boolean isClass = name.startsWith("%");
        @Nullable Set<String> members = SyscallClasses.find(isClass ? name.substring(1) : name);
        if (members != null) {
            return matching(table, members::contains);
        }
        return isClass ? new BitSet() : matching(table, name::equals);
    }

    private static BitSet matching(SyscallTable table, Predicate<String> wanted) {
        BitSet numbers = new BitSet();
        for (SyscallRow row : table.rows()) {
            if (row.abi().isNative() && wanted.test(row.name())) {
                numbers.set(row.number());
            }
        }
        return numbers;
    }
}
