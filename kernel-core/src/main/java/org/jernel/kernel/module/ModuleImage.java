package org.jernel.kernel.module;

import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.reflect.AccessFlag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.jernel.kernel.symbol.Export;
import org.jspecify.annotations.Nullable;

/** A module's file, read and not yet run: its classes and what {@link ModuleInfo} says. {@code struct load_info}. */
final class ModuleImage {

    /** {@code MODULE_NAME_LEN}, the NUL included. */
    static final int NAME_LENGTH = 64 - Long.BYTES;

    private static final String CLASS = ".class";
    private static final String START_INTERFACE = KernelModule.class.getName().replace('.', '/');
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");

    /** By internal name: {@code demo/Hello}. */
    private final Map<String, ClassModel> classes = new TreeMap<>();

    private final Map<String, byte[]> files;
    private final String start;
    private final Map<String, String> info;
    private final String name;
    private int size;

    /** Reads a jar. */
    ModuleImage(byte[] jar) throws ModuleFormatException {
        files = JarReader.read(jar);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            add(file.getKey(), file.getValue());
        }
        try {
            start = findStart();
            info = modinfo(model(start));
        } catch (IllegalArgumentException e) {
            throw new ModuleFormatException("Invalid module: a class file is damaged: " + e.getMessage());
        }
        name = readName();
    }

    private void add(String file, byte[] bytes) throws ModuleFormatException {
        size += bytes.length;
        if (!file.endsWith(CLASS) || file.startsWith("META-INF/") || file.equals("module-info.class")) {
            return;
        }
        String internal = file.substring(0, file.length() - CLASS.length());
        if (ModuleLinker.isJava(internal)) {
            throw new ModuleFormatException("Invalid module: " + file + " is in a package of Java's");
        }
        try {
            ClassModel model = ClassFile.of().parse(bytes);
            if (!model.thisClass().asInternalName().equals(internal)) {
                throw new ModuleFormatException("Invalid module: " + file + " holds the class "
                        + model.thisClass().asInternalName());
            }
            classes.put(internal, model);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new ModuleFormatException("Invalid module: " + file + " is no class file: " + e.getMessage());
        }
    }

    private String findStart() throws ModuleFormatException {
        List<String> starts = classes.entrySet().stream()
                .filter(entry -> isStart(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        if (starts.size() != 1) {
            throw new ModuleFormatException(
                    starts.isEmpty()
                            ? "Invalid module: no class implements " + KernelModule.class.getSimpleName()
                            : "Invalid module: " + String.join(" and ", starts) + " implement "
                                    + KernelModule.class.getSimpleName());
        }
        return starts.getFirst();
    }

    private static boolean isStart(ClassModel model) {
        return !model.flags().has(AccessFlag.ABSTRACT)
                && model.interfaces().stream().anyMatch(each -> each.asInternalName().equals(START_INTERFACE));
    }

    private static Map<String, String> modinfo(ClassModel model) {
        Map<String, String> values = new HashMap<>();
        model.findAttribute(Attributes.runtimeVisibleAnnotations())
                .ifPresent(attribute -> attribute.annotations().stream()
                        .filter(annotation -> annotation.classSymbol().descriptorString()
                                .equals(ModuleInfo.class.descriptorString()))
                        .flatMap(annotation -> annotation.elements().stream())
                        .forEach(element -> put(values, element)));
        return values;
    }

    private static void put(Map<String, String> values, AnnotationElement element) {
        if (element.value() instanceof AnnotationValue.OfString text) {
            values.put(element.name().stringValue(), text.stringValue());
        }
    }

    private String readName() throws ModuleFormatException {
        String simple = start.substring(start.lastIndexOf('/') + 1);
        String given = info.getOrDefault("name", "");
        String chosen = given.isEmpty() ? Export.snakeCase(simple) : given;
        if (!NAME.matcher(chosen).matches() || chosen.length() >= NAME_LENGTH) {
            throw new ModuleFormatException("Invalid module: \"" + chosen + "\" is no name for one");
        }
        return chosen.replace('-', '_');
    }

    String name() {
        return name;
    }

    /** What {@link ModuleInfo} says, nothing if it is silent. */
    String modinfo(String key) {
        return info.getOrDefault(key, "");
    }

    /** The bytes of its files. */
    int size() {
        return size;
    }

    /** The class that the kernel starts, by its binary name. */
    String startClass() {
        return start.replace('/', '.');
    }

    Map<String, ClassModel> classes() {
        return classes;
    }

    boolean defines(String internalName) {
        return classes.containsKey(internalName);
    }

    private ClassModel model(String internalName) {
        ClassModel model = classes.get(internalName);
        if (model == null) {
            throw new IllegalArgumentException(internalName);
        }
        return model;
    }

    /** A file of the jar, or null. */
    byte @Nullable [] file(String path) {
        return files.get(path);
    }
}
