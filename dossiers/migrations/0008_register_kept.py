"""A printing that is done stays as it is: the book that was signed and sealed can't be drawn over."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION dossiers_register_print_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'done' THEN
    RAISE EXCEPTION 'a register that is printed does not change' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER register_print_is_kept BEFORE UPDATE OR DELETE ON dossiers_registerprint
  FOR EACH ROW EXECUTE FUNCTION dossiers_register_print_is_kept();
"""
BACKWARD = """
DROP TRIGGER register_print_is_kept ON dossiers_registerprint;
DROP FUNCTION dossiers_register_print_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0007_register")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
