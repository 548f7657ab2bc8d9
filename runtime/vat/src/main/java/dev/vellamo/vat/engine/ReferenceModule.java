package dev.vellamo.vat.engine;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.Deserializers;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.Serializers;
import dev.vellamo.vat.VatException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Lets Jackson carry remotables, refs, promises and typed views, wherever they are in a value. */
final class ReferenceModule extends SimpleModule {

    private static final long serialVersionUID = 1;

    ReferenceModule() {
        super("vellamo-references");
        addDeserializer(String.class, new StrictText());
    }

    @Override
    public void setupModule(SetupContext context) {
        super.setupModule(context);
        context.addSerializers(new ReferenceSerializers(new ReferenceWriter()));
        context.addKeySerializers(new ReferenceSerializers(new ReferenceKeyRefusal()));
        context.addDeserializers(new ReferenceDeserializers());
        context.addBeanSerializerModifier(new ForeignBeans.Written());
        context.addBeanDeserializerModifier(new ForeignBeans.Read());
    }

    private static final class ReferenceSerializers extends Serializers.Base {
        private final JsonSerializer<Object> serializer;

        ReferenceSerializers(JsonSerializer<Object> serializer) {
            this.serializer = serializer;
        }

        @Override
        public @Nullable JsonSerializer<?> findSerializer(
                SerializationConfig config, JavaType type, BeanDescription description) {
            var raw = type.getRawClass();
            return Forms.isReference(raw) || Proxy.isProxyClass(raw) ? serializer : null;
        }
    }

    private static final class ReferenceWriter extends JsonSerializer<Object> {
        @Override
        public void serialize(Object value, JsonGenerator out, SerializerProvider provider) throws IOException {
            var reference = value;
            if (Proxy.isProxyClass(value.getClass())) {
                reference = TypedView.refOf(value);
            }
            if (reference == null || !(provider.getAttribute(Encoding.class) instanceof Encoding encoding)) {
                provider.reportBadDefinition(value.getClass(), "it cannot be copied");
                return;
            }
            out.writeEmbeddedObject(new EscapingGenerator.ReferenceMark(encoding.positionOf(reference)));
        }

        @Override
        public void serializeWithType(
                Object value, JsonGenerator out, SerializerProvider provider, TypeSerializer types) throws IOException {
            serialize(value, out, provider);
        }
    }

    private static final class ReferenceKeyRefusal extends JsonSerializer<Object> {
        @Override
        public void serialize(Object value, JsonGenerator out, SerializerProvider provider) throws IOException {
            provider.reportBadDefinition(value.getClass(), "a reference cannot be the key of a map");
        }
    }

    private static final class ReferenceDeserializers extends Deserializers.Base {
        @Override
        public @Nullable JsonDeserializer<?> findBeanDeserializer(
                JavaType type, DeserializationConfig config, BeanDescription description) {
            return References.isReferenceType(type.getRawClass()) ? new ReferenceReader(type) : null;
        }
    }

    private static final class ReferenceReader extends JsonDeserializer<Object> {
        private final JavaType type;

        ReferenceReader(JavaType type) {
            this.type = type;
        }

        @Override
        public @Nullable Object deserialize(JsonParser in, DeserializationContext context) throws IOException {
            var slots = ((Arrived) context.getAttribute(Arrived.class)).slots();
            if (in.currentToken() == JsonToken.VALUE_EMBEDDED_OBJECT) {
                try {
                    return References.bind(in.getEmbeddedObject(), type, slots);
                } catch (VatException e) {
                    return context.reportInputMismatch(type, "%s", e.fault().message());
                }
            }
            return References.isStage(type.getRawClass())
                    ? slots.fulfilled(context.readValue(in, References.promised(type)))
                    : context.handleUnexpectedToken(type, in);
        }
    }

    /** Text only: a number or a reference where a string is declared is a mistake of the sender. */
    private static final class StrictText extends JsonDeserializer<String> {
        @Override
        public @Nullable String deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return in.hasToken(JsonToken.VALUE_STRING)
                    ? in.getText()
                    : (String) context.handleUnexpectedToken(String.class, in);
        }
    }
}
