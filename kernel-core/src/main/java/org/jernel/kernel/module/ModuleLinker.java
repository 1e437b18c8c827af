package org.jernel.kernel.module;

import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.FieldRefEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.invoke.MethodType;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.jernel.kernel.symbol.Export;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * Finds what each class of a module names outside its jar before any of it runs. {@code simplify_symbols}.
 *
 * <p>The Java library is there for everybody; of the kernel and of other modules {@link Headers} says what may be named.
 */
final class ModuleLinker {

    private static final String CONSTRUCTOR = "<init>";
    private static final List<String> JAVA = List.of("java/", "javax/", "jdk/");

    private final ModuleImage image;
    private final ClassLoader kernel;
    private final List<LoadedModule> others;
    private final boolean gplOk;

    private final Set<LoadedModule> used = new LinkedHashSet<>();

    /** By Linux name, with what the Java name is and who wants it. */
    private final Map<String, Unknown> unknown = new TreeMap<>();

    /** Classes of which a function is unknown: they are not told of once more. */
    private final Set<String> refusedOwners = new HashSet<>();

    /** A symbol that cannot be had. */
    record Unknown(String symbol, String javaName, String user, Errno errno) {}

    ModuleLinker(ModuleImage image, ClassLoader kernel, List<LoadedModule> others, boolean gplOk) {
        this.image = image;
        this.kernel = kernel;
        this.others = others;
        this.gplOk = gplOk;
    }

    /** Looks at every class. */
    void link() throws ModuleFormatException {
        for (Map.Entry<String, ClassModel> user : image.classes().entrySet()) {
            try {
                link(user.getValue());
            } catch (IllegalArgumentException e) {
                throw new ModuleFormatException(
                        "Invalid module: " + user.getKey() + ".class is damaged: " + e.getMessage());
            }
        }
    }

    /** What was not found, by Linux name. */
    List<Unknown> unknown() {
        return new ArrayList<>(unknown.values());
    }

    /** The modules whose symbols it uses. */
    Set<LoadedModule> used() {
        return used;
    }

    private void link(ClassModel user) {
        for (PoolEntry entry : user.constantPool()) {
            if (entry instanceof MemberRefEntry member) {
                linkMember(user, member);
            }
        }
        for (PoolEntry entry : user.constantPool()) {
            if (entry instanceof ClassEntry type) {
                linkType(user, type.asInternalName());
            }
        }
    }

    private void linkType(ClassModel user, String internalName) {
        String element = internalName.startsWith("[") ? elementType(internalName) : internalName;
        if (element.isEmpty() || isOwnOrJava(element) || refusedOwners.contains(element)) {
            return;
        }
        Class<?> type = find(element);
        // Of a C file the class itself may be named, as the type of what is called.
        if (type == null || !(Headers.isHeader(type) || Headers.exportsAnything(type))) {
            refuse(user, Export.snakeCase(simpleName(element)), element.replace('/', '.'), Errno.ENOENT);
        }
    }

    private static String elementType(String array) {
        int dimensions = array.lastIndexOf('[') + 1;
        return array.charAt(dimensions) == 'L' ? array.substring(dimensions + 1, array.length() - 1) : "";
    }

    private void linkMember(ClassModel user, MemberRefEntry member) {
        String owner = outside(member.owner().asInternalName(), member);
        if (owner == null) {
            return;
        }
        String name = member.name().stringValue();
        String descriptor = member.type().stringValue();
        Class<?> type = find(owner);
        boolean allowed = type != null
                && (member instanceof FieldRefEntry ? mayRead(type, name) : mayCall(type, name, descriptor));
        if (!allowed) {
            String simple = simpleName(owner);
            refusedOwners.add(owner);
            refuse(
                    user,
                    symbol(type, name, descriptor, simple),
                    simple + "." + (name.equals(CONSTRUCTOR) ? simple : name),
                    isComing(owner) ? Errno.EBUSY : Errno.ENOENT);
        }
    }

    /** Where a member is to be looked for outside the jar: the class named or one that it inherits from; null for none. */
    private @Nullable String outside(String internalName, MemberRefEntry member) {
        String owner = internalName;
        while (image.defines(owner)) {
            ClassModel model = image.classes().get(owner);
            if (model == null || declares(model, member) || !model.interfaces().isEmpty()) {
                return null;
            }
            owner = model.superclass().map(ClassEntry::asInternalName).orElse("java/lang/Object");
        }
        return owner.startsWith("[") || isJava(owner) ? null : owner;
    }

    private static boolean declares(ClassModel model, MemberRefEntry member) {
        return Stream.concat(
                model.methods().stream().map(each -> each.methodName().stringValue()
                        + each.methodType().stringValue()),
                model.fields().stream().map(each -> each.fieldName().stringValue()
                        + each.fieldType().stringValue()))
                .anyMatch((member.name().stringValue() + member.type().stringValue())::equals);
    }

    private boolean isOwnOrJava(String internalName) {
        return image.defines(internalName) || isJava(internalName);
    }

    /** True for a name in the Java library's packages. */
    static boolean isJava(String internalName) {
        return JAVA.stream().anyMatch(internalName::startsWith);
    }

    /** The class in the kernel or in another module, which is then used; null where there is none. */
    private @Nullable Class<?> find(String internalName) {
        String name = internalName.replace('/', '.');
        Class<?> own = load(name, kernel);
        if (own != null) {
            return own;
        }
        LoadedModule provider = provider(internalName);
        ClassLoader loader = provider == null ? null : provider.loader();
        if (provider == null || loader == null || provider.state() != ModuleState.LIVE) {
            return null;
        }
        Class<?> found = load(name, loader);
        if (found != null) {
            used.add(provider);
        }
        return found;
    }

    private boolean isComing(String internalName) {
        LoadedModule provider = provider(internalName);
        return provider != null && provider.state() == ModuleState.COMING;
    }

    private @Nullable LoadedModule provider(String internalName) {
        for (LoadedModule other : others) {
            ModuleImage there = other.image();
            if (there != null && there.defines(internalName)) {
                return other;
            }
        }
        return null;
    }

    private static @Nullable Class<?> load(String name, ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    private boolean mayCall(Class<?> type, String name, String descriptor) {
        Executable target = executable(type, name, descriptor);
        return target != null && (isJava(target.getDeclaringClass()) || mayCall(target));
    }

    /** Of another module's class every public method is what its own headers would have, unless the class exports some. */
    private boolean mayCall(Executable target) {
        Class<?> owner = target.getDeclaringClass();
        return (owner.getClassLoader() instanceof ModuleClassLoader && !Headers.exportsAnything(owner))
                ? Headers.isReachable(target.getModifiers())
                : Headers.mayCall(target, gplOk);
    }

    private static boolean isJava(Class<?> type) {
        return isJava(type.getName().replace('.', '/'));
    }

    private static boolean mayRead(Class<?> type, String name) {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    return Headers.isReachable(field.getModifiers()) && !Headers.exportsAnything(at);
                }
            }
        }
        return Arrays.stream(type.getInterfaces()).anyMatch(each -> mayRead(each, name));
    }

    /** A method of the class or of what it inherits from, whatever its rights; null if there is none. */
    private static @Nullable Executable executable(Class<?> type, String name, String descriptor) {
        if (name.equals(CONSTRUCTOR)) {
            return Arrays.stream(type.getDeclaredConstructors())
                    .filter(each -> MethodType.methodType(void.class, each.getParameterTypes())
                            .descriptorString()
                            .equals(descriptor))
                    .findFirst()
                    .orElse(null);
        }
        Set<Class<?>> seen = new LinkedHashSet<>();
        List<Class<?>> left = new ArrayList<>(List.of(type));
        while (!left.isEmpty()) {
            Class<?> at = left.removeFirst();
            if (!seen.add(at)) {
                continue;
            }
            for (Method method : at.getDeclaredMethods()) {
                if (method.getName().equals(name) && descriptor(method).equals(descriptor)) {
                    return method;
                }
            }
            if (at.getSuperclass() != null) {
                left.add(at.getSuperclass());
            }
            left.addAll(List.of(at.getInterfaces()));
            if (at.isInterface()) {
                left.add(Object.class);
            }
        }
        return null;
    }

    private static String descriptor(Method method) {
        return MethodType.methodType(method.getReturnType(), method.getParameterTypes()).descriptorString();
    }

    /** The Linux name for the log: what the method exports itself as, or what it would by its own name. */
    private static String symbol(@Nullable Class<?> type, String name, String descriptor, String simpleName) {
        Executable target = type == null ? null : executable(type, name, descriptor);
        Export export = target instanceof Method method ? Export.of(method) : null;
        return export != null ? export.name() : Export.snakeCase(name.equals(CONSTRUCTOR) ? simpleName : name);
    }

    private static String simpleName(String internalName) {
        return internalName.substring(Math.max(internalName.lastIndexOf('/'), internalName.lastIndexOf('$')) + 1);
    }

    private void refuse(ClassModel user, String symbol, String javaName, Errno errno) {
        String by = user.thisClass().asInternalName().replace('/', '.');
        unknown.putIfAbsent(symbol, new Unknown(symbol, javaName, by, errno));
    }
}
