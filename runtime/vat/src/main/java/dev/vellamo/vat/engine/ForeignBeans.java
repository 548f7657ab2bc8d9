package dev.vellamo.vat.engine;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.deser.AbstractDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.ser.BeanSerializer;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import dev.vellamo.vat.StreamHandle;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/**
 * Classes that Jackson would take apart although they are no values.
 *
 * <p>For a class of the JDK without support in Jackson, such as a thread, bean properties are an accident.
 */
final class ForeignBeans {

    private static final List<Class<?>> NEVER = List.of(
            Thread.class,
            ClassLoader.class,
            Class.class,
            InputStream.class,
            OutputStream.class,
            Reader.class,
            Writer.class,
            BaseStream.class,
            Iterator.class,
            Executor.class,
            StreamHandle.class);

    private ForeignBeans() {}

    static boolean isNeverPassable(Class<?> type) {
        for (var never : NEVER) {
            if (never.isAssignableFrom(type)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isRefused(Class<?> type) {
        return isNeverPassable(type)
                // A lambda.
                || type.isHidden()
                || type.isSynthetic()
                || type.getName().startsWith("java.")
                || type.getName().startsWith("javax.")
                || type.getName().startsWith("jdk.")
                || type.getName().startsWith("sun.");
    }

    static final class Written extends BeanSerializerModifier {
        private static final long serialVersionUID = 1;

        @Override
        public JsonSerializer<?> modifySerializer(
                SerializationConfig config, BeanDescription description, JsonSerializer<?> serializer) {
            var type = description.getBeanClass();
            if (isNeverPassable(type) || (serializer instanceof BeanSerializer && isRefused(type))) {
                throw new IllegalArgumentException("values of " + type.getName() + " cannot be copied");
            }
            return serializer;
        }
    }

    static final class Read extends BeanDeserializerModifier {
        private static final long serialVersionUID = 1;

        @Override
        public @Nullable JsonDeserializer<?> modifyDeserializer(
                DeserializationConfig config, BeanDescription description, JsonDeserializer<?> deserializer) {
            var type = description.getBeanClass();
            if (isNeverPassable(type) || (deserializer instanceof BeanDeserializerBase && isRefused(type))) {
                throw new IllegalArgumentException("values of " + type.getName() + " cannot be copied");
            }
            if (deserializer instanceof AbstractDeserializer && !isPolymorphic(config, description)) {
                throw new IllegalArgumentException(
                        type.getName() + " is abstract and has no @JsonTypeInfo that says which class to make");
            }
            return deserializer;
        }

        private static boolean isPolymorphic(DeserializationConfig config, BeanDescription description) {
            return config.getAnnotationIntrospector().findPolymorphicTypeInfo(config, description.getClassInfo())
                    != null;
        }
    }
}
