package dev.vellamo.kernel.state;

import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.kernel.store.StoredValue;
import dev.vellamo.protocol.capdata.CapData;

/** A value of a vat's durable state. */
final class VatValue extends Tracked {

    private final VatRecord vat;
    private final String name;
    private CapData value;

    VatValue(VatRecord vat, String name, CapData value) {
        this.vat = vat;
        this.name = name;
        this.value = value;
    }

    CapData value() {
        return value;
    }

    void value(CapData next) {
        value = next;
    }

    @Override
    StoredRow row(Numbers numbers) {
        var refs = value.slots().stream().map(vat::textOf).toList();
        return new StoredRow.VatValue(vat.id(), name, new StoredValue(value.body(), refs), value.slots());
    }

    @Override
    StoredRow.Key key() {
        return StoredRow.VatValue.key(vat.id(), name);
    }
}
