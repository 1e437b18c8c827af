package org.jernel.syscall.processor;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.ElementFilter;
import javax.tools.Diagnostic;

import org.jernel.syscall.CType;
import org.jernel.syscall.Partial;
import org.jernel.syscall.SyscallDefine0;
import org.jernel.syscall.SyscallDefine1;
import org.jernel.syscall.SyscallDefine2;
import org.jernel.syscall.SyscallDefine3;
import org.jernel.syscall.SyscallDefine4;
import org.jernel.syscall.SyscallDefine5;
import org.jernel.syscall.SyscallDefine6;
import org.jspecify.annotations.Nullable;

/**
 * Expands the SyscallDefine methods of a class {@code Foo} into a class {@code FooDefinitions} beside it: stubs,
 * metadata and the list that the table binds. Modelled on the SYSCALL_DEFINE macros of include/linux/syscalls.h.
 */
public final class SyscallDefineProcessor extends AbstractProcessor {

    private static final Set<Class<? extends java.lang.annotation.Annotation>> DEFINES = Set.of(
            SyscallDefine0.class,
            SyscallDefine1.class,
            SyscallDefine2.class,
            SyscallDefine3.class,
            SyscallDefine4.class,
            SyscallDefine5.class,
            SyscallDefine6.class);

    /** Where each name was defined first. */
    private final Map<String, String> origins = new HashMap<>();

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    @Override
    public Set<String> getSupportedAnnotationTypes() {
        return Set.of("org.jernel.syscall.*");
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        Map<TypeElement, List<ExecutableElement>> byClass = new LinkedHashMap<>();
        Set<Element> defined = new LinkedHashSet<>(round.getElementsAnnotatedWithAny(DEFINES));
        for (ExecutableElement method : ElementFilter.methodsIn(defined)) {
            byClass.computeIfAbsent((TypeElement) method.getEnclosingElement(), key -> new ArrayList<>())
                    .add(method);
        }
        byClass.forEach(this::define);
        rejectStray(round);
        return false;
    }

    private void define(TypeElement handlers, List<ExecutableElement> methods) {
        SyscallMethodReader reader = new SyscallMethodReader(
                processingEnv.getElementUtils(), processingEnv.getTypeUtils(), processingEnv.getMessager());
        List<SyscallMethod> definitions = new ArrayList<>();
        for (ExecutableElement method : methods) {
            SyscallMethod definition = reader.read(method);
            if (definition != null && isFirst(definition, method, handlers)) {
                definitions.add(definition);
            }
        }
        if (!definitions.isEmpty()) {
            write(handlers, definitions);
        }
    }

    private boolean isFirst(SyscallMethod definition, ExecutableElement method, TypeElement handlers) {
        String origin = handlers.getQualifiedName() + "." + definition.method();
        String earlier = origins.putIfAbsent(definition.name(), origin);
        if (earlier == null) {
            return true;
        }
        error(
                "system call \"" + definition.name() + "\" is defined already by " + earlier,
                method,
                SyscallMethodReader.defines(method).getFirst());
        return false;
    }

    /** An annotation that would do nothing: most likely its SyscallDefine was forgotten. */
    private void rejectStray(RoundEnvironment round) {
        Set<? extends Element> strays = round.getElementsAnnotatedWithAny(Set.of(Partial.class, CType.class));
        for (Element element : strays) {
            if (SyscallMethodReader.defines(methodOf(element)).isEmpty()) {
                error("the method has no SyscallDefine annotation", element, null);
            }
        }
    }

    private static Element methodOf(Element element) {
        return element instanceof VariableElement
                ? Objects.requireNonNull(element.getEnclosingElement(), "a parameter's method")
                : element;
    }

    private void write(TypeElement handlers, List<SyscallMethod> definitions) {
        String flatName = handlers.getSimpleName().toString();
        boolean isPublic = true;
        for (Element type = handlers; type instanceof TypeElement; type = type.getEnclosingElement()) {
            isPublic &= type.getModifiers().contains(Modifier.PUBLIC);
            if (!type.equals(handlers)) {
                flatName = type.getSimpleName() + "_" + flatName;
            }
        }
        String className = flatName + "Definitions";
        String packageName = processingEnv
                .getElementUtils()
                .getPackageOf(handlers)
                .getQualifiedName()
                .toString();
        String source = new DefinitionsWriter(processingEnv.getElementUtils(), handlers, className, isPublic)
                .source(definitions);
        String qualifiedName = packageName.isEmpty() ? className : packageName + "." + className;
        try (Writer writer = processingEnv
                .getFiler()
                .createSourceFile(qualifiedName, handlers)
                .openWriter()) {
            writer.write(source);
        } catch (IOException e) {
            error("cannot write " + className + ": " + e, handlers, null);
        }
    }

    private void error(String message, Element element, @Nullable AnnotationMirror annotation) {
        processingEnv.getMessager().printMessage(Diagnostic.Kind.ERROR, message, element, annotation);
    }
}
