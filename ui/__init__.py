"""The screens: they show a threat model, collect what people say and set, and decide nothing themselves."""
