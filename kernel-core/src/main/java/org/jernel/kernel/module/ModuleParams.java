package org.jernel.kernel.module;

import java.lang.reflect.Field;
import java.math.BigInteger;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jernel.kernel.printk.Printk;
import org.jernel.kernel.symbol.Export;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

import static org.jernel.kernel.printk.Printk.KERN_ERR;
import static org.jernel.kernel.printk.Printk.KERN_WARNING;

/** Sets a module's parameters from the words behind {@code insmod}. Modelled on {@code kernel/params.c}. */
final class ModuleParams {

    /** The longest text that a {@code charp} takes. */
    private static final int MAX_STRING = 1024;

    private static final Set<Class<?>> TYPES =
            Set.of(boolean.class, byte.class, short.class, int.class, long.class, String.class);

    private static final Map<Class<?>, Integer> BITS =
            Map.of(byte.class, 8, short.class, 16, int.class, 32, long.class, 64);

    private final String module;
    private final Printk printk;
    private final Object target;
    private final Map<String, Field> fields = new TreeMap<>();

    /** The parameters of a module's start object. */
    ModuleParams(String module, Printk printk, Object target) throws ModuleFormatException {
        this.module = module;
        this.printk = printk;
        this.target = target;
        for (Field field : target.getClass().getDeclaredFields()) {
            ModuleParam param = field.getAnnotation(ModuleParam.class);
            if (param == null) {
                continue;
            }
            if (!TYPES.contains(field.getType())) {
                throw new ModuleFormatException("Invalid module: the parameter " + field.getName() + " is of type "
                        + field.getType().getSimpleName());
            }
            field.setAccessible(true);
            fields.put(param.name().isEmpty() ? Export.snakeCase(field.getName()) : param.name(), field);
        }
    }

    /** Sets what {@code args} says. Returns 0 or -errno, which it has told. {@code parse_args}. */
    long parse(String args) {
        String rest = args.strip();
        while (!rest.isEmpty()) {
            int end = endOfWord(rest);
            String word = rest.substring(0, end);
            rest = rest.substring(end).stripLeading();
            if (word.equals("--")) {
                printk.printkDeferred(KERN_WARNING + "%s: parameters '%s' after `--' ignored\n", module, rest);
                return 0;
            }
            int equals = word.indexOf('=');
            String name = unquote(equals < 0 ? word : word.substring(0, equals));
            String value = equals < 0 ? null : unquote(word.substring(equals + 1));
            long error = set(name, value);
            if (error != 0) {
                return error;
            }
        }
        return 0;
    }

    /** Blanks within quotation marks belong to the word. {@code next_arg}. */
    private static int endOfWord(String text) {
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '"') {
                quoted = !quoted;
            } else if (!quoted && Character.isWhitespace(text.charAt(i))) {
                return i;
            }
        }
        return text.length();
    }

    private static String unquote(String text) {
        if (!text.startsWith("\"")) {
            return text;
        }
        return text.endsWith("\"") && text.length() > 1
                ? text.substring(1, text.length() - 1)
                : text.substring(1);
    }

    private long set(String name, @Nullable String value) {
        Field field = fields.get(name.replace('-', '_'));
        if (field == null) {
            // unknown_module_param_cb: a module may lose a parameter and still be loaded as before.
            printk.printkDeferred(KERN_WARNING + "%s: unknown parameter '%s' ignored\n", module, name);
            return 0;
        }
        long error = value == null && field.getType() != boolean.class
                ? Errno.EINVAL.negated()
                : set(field, value == null ? "1" : value);
        if (error == Errno.ENOSPC.negated()) {
            printk.printkDeferred(KERN_ERR + "%s: string parameter too long\n", name);
            printk.printkDeferred(KERN_ERR + "%s: `%s' too large for parameter `%s'\n", module, value, name);
        } else if (error != 0) {
            printk.printkDeferred(KERN_ERR + "%s: `%s' invalid for parameter `%s'\n", module,
                    value == null ? "" : value, name);
        }
        return error;
    }

    private long set(Field field, String value) {
        try {
            if (field.getType() == String.class) {
                if (value.length() > MAX_STRING) {
                    return Errno.ENOSPC.negated();
                }
                field.set(target, value);
                return 0;
            }
            return field.getType() == boolean.class ? setBoolean(field, value) : setNumber(field, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code kstrtobool}: the first letter decides, of "on" and "off" the second. */
    private long setBoolean(Field field, String value) throws IllegalAccessException {
        char first = value.isEmpty() ? 0 : Character.toLowerCase(value.charAt(0));
        char second = value.length() < 2 ? 0 : Character.toLowerCase(value.charAt(1));
        boolean yes = first == 'y' || first == '1' || (first == 'o' && second == 'n');
        boolean no = first == 'n' || first == '0' || (first == 'o' && second == 'f');
        if (!yes && !no) {
            return Errno.EINVAL.negated();
        }
        field.setBoolean(target, yes);
        return 0;
    }

    /** {@code kstrtoll} with the base that the number itself tells. */
    private long setNumber(Field field, String value) throws IllegalAccessException {
        String digits = value.startsWith("-") || value.startsWith("+") ? value.substring(1) : value;
        int base = 10;
        if (digits.startsWith("0x") || digits.startsWith("0X")) {
            base = 16;
            digits = digits.substring(2);
        } else if (digits.startsWith("0") && digits.length() > 1) {
            base = 8;
        }
        // BigInteger takes a second sign, which would stand behind the base.
        if (digits.isEmpty() || Character.digit(digits.charAt(0), base) < 0) {
            return Errno.EINVAL.negated();
        }
        BigInteger number;
        try {
            number = new BigInteger(digits, base);
        } catch (NumberFormatException e) {
            return Errno.EINVAL.negated();
        }
        BigInteger signed = value.startsWith("-") ? number.negate() : number;
        Integer bits = BITS.get(field.getType());
        if (bits == null || signed.bitLength() >= bits) {
            return Errno.ERANGE.negated();
        }
        long result = signed.longValue();
        switch (bits) {
            case Byte.SIZE -> field.setByte(target, (byte) result);
            case Short.SIZE -> field.setShort(target, (short) result);
            case Integer.SIZE -> field.setInt(target, (int) result);
            default -> field.setLong(target, result);
        }
        return 0;
    }
}
